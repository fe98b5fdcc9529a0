//! AI + machine learning: Azure AI services.
//!
//! As in `azure/built-in-roles-raw.json` of iann0036/iam-dataset; see [`FACTS`](super::FACTS).

use super::definition::role_table;

#[rustfmt::skip]
role_table! {
    COGNITIVE_SERVICES_CONTENT_UNDERSTANDING_CONTRIBUTOR = "Cognitive Services Content Understanding Contributor", "59a2dba3-6303-4fd8-9a2e-8cbb4bdda972", "cognitiveServicesContentUnderstandingContributor", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/MultiModalIntelligence/*"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/MultiModalIntelligence/analyzers/delete",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/classifiers/delete",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/persondirectories/delete",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/delete"],
        }
    }
    COGNITIVE_SERVICES_CONTENT_UNDERSTANDING_OWNER = "Cognitive Services Content Understanding Owner", "4b42bd01-da42-4c92-9b07-15ea5bd6a602", "cognitiveServicesContentUnderstandingOwner", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.CognitiveServices/accounts/listkeys/action",
                "Microsoft.Authorization/roleAssignments/read", "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/MultiModalIntelligence/*"],
        }
    }
    COGNITIVE_SERVICES_CONTENT_UNDERSTANDING_READER = "Cognitive Services Content Understanding Reader", "379c52cb-64de-498c-8b5b-c6170d6c49d4", "cognitiveServicesContentUnderstandingReader", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/MultiModalIntelligence/analyzers/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/analyzers/operations/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/analyzers/results/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/analyzers/results/images/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/analyzers:analyze/action",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/analyzers:analyzebinary/action",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/classifiers/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/classifiers/operations/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/classifiers:classify/action",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/classifiers:classifybinary/action",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/classifierresults/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/analyzerresults/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/analyzerresults/files/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/batchAnalysisJobs/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/defaults/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/faces:compare/action",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/faces:detect/action",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/labels/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/labels/ocr/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/labels/document/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/labels/operations/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/labels:analyze/action",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/schema/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/schema/operations/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/stats/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/test/files/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/test/files/operations/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/reference/files/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/reference/files/operations/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/datasets/files/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/labelingProjects/migration/operations/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/persondirectories/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/persondirectories/faces/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/persondirectories/persons/read",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/persondirectories/faces:find/action",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/persondirectories/persons:verify/action",
                "Microsoft.CognitiveServices/accounts/MultiModalIntelligence/persondirectories/persons:identify/action"],
        }
    }
    COGNITIVE_SERVICES_CONTRIBUTOR = "Cognitive Services Contributor", "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68", "cognitiveServicesContributor", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.CognitiveServices/*",
                "Microsoft.Features/features/read", "Microsoft.Features/providers/features/read",
                "Microsoft.Features/providers/features/register/action", "Microsoft.Insights/alertRules/*",
                "Microsoft.Insights/diagnosticSettings/*", "Microsoft.Insights/logDefinitions/read",
                "Microsoft.Insights/metricdefinitions/read", "Microsoft.Insights/metrics/read",
                "Microsoft.ResourceHealth/availabilityStatuses/read", "Microsoft.Resources/deployments/*",
                "Microsoft.Resources/deployments/operations/read",
                "Microsoft.Resources/subscriptions/operationresults/read", "Microsoft.Resources/subscriptions/read",
                "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
                "Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Support/*"],
        }
    }
    COGNITIVE_SERVICES_CUSTOM_VISION_CONTRIBUTOR = "Cognitive Services Custom Vision Contributor", "c1ff6cc2-c111-46fe-8896-e0ef812ad9f3", "cognitiveServicesCustomVisionContributor", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/CustomVision/*"],
        }
    }
    COGNITIVE_SERVICES_CUSTOM_VISION_DEPLOYMENT = "Cognitive Services Custom Vision Deployment", "5c4089e1-6d96-4d2f-b296-c1bc7137275f", "cognitiveServicesCustomVisionDeployment", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/CustomVision/*/read",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/predictions/*",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/iterations/publish/*",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/iterations/export/*",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/quicktest/*",
                "Microsoft.CognitiveServices/accounts/CustomVision/classify/*",
                "Microsoft.CognitiveServices/accounts/CustomVision/detect/*"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/CustomVision/projects/export/read"],
        }
    }
    COGNITIVE_SERVICES_CUSTOM_VISION_LABELER = "Cognitive Services Custom Vision Labeler", "88424f51-ebe7-446f-bc41-7fa16989e96c", "cognitiveServicesCustomVisionLabeler", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/CustomVision/*/read",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/predictions/query/action",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/images/*",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/tags/*",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/images/suggested/*",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/tagsandregions/suggestions/action"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/CustomVision/projects/export/read"],
        }
    }
    COGNITIVE_SERVICES_CUSTOM_VISION_READER = "Cognitive Services Custom Vision Reader", "93586559-c37d-4a6b-ba08-b9f0940c2d73", "cognitiveServicesCustomVisionReader", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/CustomVision/*/read",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/predictions/query/action"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/CustomVision/projects/export/read"],
        }
    }
    COGNITIVE_SERVICES_CUSTOM_VISION_TRAINER = "Cognitive Services Custom Vision Trainer", "0a5ae4ab-0d65-4eeb-be61-29fc9b54394b", "cognitiveServicesCustomVisionTrainer", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/CustomVision/*"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/CustomVision/projects/action",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/delete",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/import/action",
                "Microsoft.CognitiveServices/accounts/CustomVision/projects/export/read"],
        }
    }
    COGNITIVE_SERVICES_DATA_CONTRIBUTOR = "Cognitive Services Data Contributor (Preview)", "19c28022-e58e-450d-a464-0b2a53034789", "cognitiveServicesDataContributor", [] {
        {
            data_actions: ["Microsoft.CognitiveServices/*"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes-deployments/write",
                "Microsoft.CognitiveServices/accounts/AIServices/fine_tuning_deployments/write"],
        }
    }
    COGNITIVE_SERVICES_DATA_READER = "Cognitive Services Data Reader", "b59867f0-fa02-499b-be73-45a86b5b3e1c", "cognitiveServicesDataReader", ["Cognitive Services Data Reader (Preview)"] {
        {
            data_actions: ["Microsoft.CognitiveServices/*/read"],
        }
    }
    COGNITIVE_SERVICES_FACE_CONTRIBUTOR = "Cognitive Services Face Contributor", "b5b0c71d-aca9-4081-aee2-9b1bb335fc1a", "cognitiveServicesFaceContributor", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/Face/*"],
        }
    }
    COGNITIVE_SERVICES_FACE_RECOGNIZER = "Cognitive Services Face Recognizer", "9894cab4-e18a-44aa-828b-cb588cd6f2d7", "cognitiveServicesFaceRecognizer", [] {
        {
            data_actions: ["Microsoft.CognitiveServices/accounts/Face/detect/action",
                "Microsoft.CognitiveServices/accounts/Face/verify/action",
                "Microsoft.CognitiveServices/accounts/Face/identify/action",
                "Microsoft.CognitiveServices/accounts/Face/group/action",
                "Microsoft.CognitiveServices/accounts/Face/findsimilars/action",
                "Microsoft.CognitiveServices/accounts/Face/detectliveness/multimodal/action",
                "Microsoft.CognitiveServices/accounts/Face/detectliveness/singlemodal/action",
                "Microsoft.CognitiveServices/accounts/Face/detectlivenesswithverify/singlemodal/action",
                "Microsoft.CognitiveServices/accounts/Face/*/sessions/action",
                "Microsoft.CognitiveServices/accounts/Face/*/sessions/delete",
                "Microsoft.CognitiveServices/accounts/Face/*/sessions/read",
                "Microsoft.CognitiveServices/accounts/Face/*/sessions/audit/read"],
        }
    }
    COGNITIVE_SERVICES_SECURITY_INTEGRATION_ADMIN = "Cognitive Services Security Integration Admin", "14f26b53-9d80-4924-8141-f664426a48f6", "cognitiveServicesSecurityIntegrationAdmin", [] {
        {
            actions: ["Microsoft.CognitiveServices/*"],
        }
    }
    COGNITIVE_SERVICES_USAGES_READER = "Cognitive Services Usages Reader", "bba48692-92b0-4667-a9ad-c31c7b334ac2", "cognitiveServicesUsagesReader", [] {
        {
            actions: ["Microsoft.CognitiveServices/locations/usages/read"],
        }
    }
    COGNITIVE_SERVICES_USER = "Cognitive Services User", "a97b65f3-24c7-4388-baec-2e87135dc908", "cognitiveServicesUser", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.CognitiveServices/accounts/listkeys/action",
                "Microsoft.Insights/alertRules/read", "Microsoft.Insights/diagnosticSettings/read",
                "Microsoft.Insights/logDefinitions/read", "Microsoft.Insights/metricdefinitions/read",
                "Microsoft.Insights/metrics/read", "Microsoft.ResourceHealth/availabilityStatuses/read",
                "Microsoft.Resources/deployments/operations/read",
                "Microsoft.Resources/subscriptions/operationresults/read", "Microsoft.Resources/subscriptions/read",
                "Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Support/*"],
            data_actions: ["Microsoft.CognitiveServices/*"],
            not_data_actions: [
                "Microsoft.CognitiveServices/accounts/AIServices/agents/endpoints/UserIdentityImpersonation/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes-deployments/write",
                "Microsoft.CognitiveServices/accounts/AIServices/fine_tuning_deployments/write"],
        }
    }
}
